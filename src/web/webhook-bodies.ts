import type { NestExpressApplication } from '@nestjs/platform-express';
import express from 'express';

/** Bodies under /webhooks stay as they came, byte for byte: signatures are over that. Before Nest's own parsers, which then let them be. */
export function useWebhookBodies(app: NestExpressApplication): void {
  app.use('/webhooks', express.raw({ type: () => true, limit: '1mb', inflate: false }));
}
