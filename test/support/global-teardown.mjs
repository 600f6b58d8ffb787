/** Ends the PostgreSQL of the tests. */
export default async function globalTeardown() {
  await globalThis.stopTestServer();
}
