import { Controller, Get, Inject } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { openApiDocument } from './document.js';
import { programmeOperations } from './programmes.controller.js';
import { signUpOperations } from './sign-ups.controller.js';

/** The document of the JSON face. */
@Controller('api/openapi.json')
export class DocumentApi {
  private readonly document: object;

  constructor(@Inject(CONFIG) config: Config) {
    const operations = [...programmeOperations, ...signUpOperations];
    this.document = openApiDocument(operations, new URL('/api/v1', config.publicUrl).href);
  }

  @Get()
  read(): object {
    return this.document;
  }
}
