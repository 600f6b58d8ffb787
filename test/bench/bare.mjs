// The same messages by nodemailer alone: `sendMail({ html, text })` through a pool, in a process of its own.
// Told { url, connections, samples, mails }, answers { seconds, cpuSeconds }.
import { createTransport } from 'nodemailer';

async function sendAll({ url, connections, samples, mails }) {
  const { hostname, port } = new URL(url);
  const pool = { pool: true, maxConnections: connections, maxMessages: Infinity };
  const transport = createTransport({ host: hostname, port: Number(port), ignoreTLS: true, ...pool });
  let next = 0;
  const send = async () => {
    for (let index; (index = next++) < mails;) {
      const messageId = `<${index}.bare@example.org>`;
      await transport.sendMail({ ...samples[index % samples.length], messageId });
    }
  };
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await Promise.all(Array.from({ length: connections * 2 }, send));
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  transport.close();
  process.send({ seconds, cpuSeconds: (user + system) / 1e6 });
}

process.on('message', (task) => void sendAll(task));
process.on('disconnect', () => process.exit());
