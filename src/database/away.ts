/**
 * Whether an error says that the database cannot be reached for now, rather than that something is wrong with what was asked.
 * SQLSTATE classes 08 (connection), 53 (resources), 57P (shut down) and the system's own codes.
 */
export function isAway(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  return (
    /^(08|53|57P|ECONN|EPIPE|ENOENT|ETIMEDOUT)/.test(code) || /connection terminated|timeout exceeded/i.test(message)
  );
}
