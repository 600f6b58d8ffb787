import { z } from 'zod';
import { type Operation, problem } from './operation.js';

/** JSON Schema of a schema, as OpenAPI 3.1 wants it. */
const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _dialect, ...plain } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return plain;
};
const json = (schema: object, type = 'application/json') => ({ content: { [type]: { schema } } });

/** The OpenAPI 3.1 document of these endpoints. @param server where they are, with `/api/v1` */
export function openApiDocument(operations: Operation[], server: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) (paths[operation.path] ??= {})[operation.method] = described(operation);
  return {
    openapi: '3.1.0',
    info: { title: 'Little Steps', version: '1' },
    servers: [{ url: server }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'little-steps.session_token' } },
    },
  };
}

function described({ path, summary, who, query, body, status, answer }: Operation): object {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    schema: schemaOf(schema as z.ZodType, 'input'),
  }));
  return {
    summary,
    ...(inPath.length + inQuery.length > 0 && { parameters: [...inPath, ...inQuery] }),
    ...(body && { requestBody: { required: true, ...json(schemaOf(body, 'input')) } }),
    responses: {
      [status]: { description: 'Done', ...(answer && json(schemaOf(answer, 'output'))) },
      default: {
        description: 'What is wrong',
        ...json({ $ref: '#/components/schemas/Problem' }, 'application/problem+json'),
      },
    },
    ...(who === 'staff' && { security: [{ session: [] }] }),
  };
}
