import { z } from 'zod';

/** What a mail program posts to leave with one click (RFC 8058, 3.1). */
export const oneClick = z.object({ 'List-Unsubscribe': z.literal('One-Click', { error: 'expected One-Click' }) });
