// An SMTP server that takes everything and keeps nothing, as cheaply as can be: a process of its own, told apart by IPC.
// Sends its port when it listens; answers every message with how many mails it took since the last.
import { createServer } from 'node:net';

let taken = 0;

const server = createServer((socket) => {
  let inBody = false;
  let rest = '';
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.write('220 sink\r\n');
  socket.on('data', (bytes) => {
    if (inBody) {
      // The client waits for our word after the final dot, so that nothing follows it.
      rest = rest.slice(-5) + bytes.latin1Slice(Math.max(0, bytes.length - 5));
      if (!rest.endsWith('\r\n.\r\n')) return;
      [inBody, rest] = [false, ''];
      taken++;
      socket.write('250 2.0.0 Ok\r\n');
      return;
    }
    rest += bytes.latin1Slice();
    for (let end; !inBody && (end = rest.indexOf('\r\n')) >= 0; rest = rest.slice(end + 2)) {
      const verb = rest.slice(0, 4).toUpperCase();
      inBody = verb === 'DATA';
      if (verb === 'QUIT') socket.end('221 2.0.0 Bye\r\n');
      else if (verb === 'EHLO') socket.write('250-sink\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n');
      else socket.write(inBody ? '354 go on\r\n' : '250 2.0.0 Ok\r\n');
    }
  });
});

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', () => {
  process.send({ taken });
  taken = 0;
});
process.on('disconnect', () => process.exit());
