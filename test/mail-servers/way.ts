import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The way to a server, which may be cut. */
export interface Way {
  port: number;
  /** how many connections were made so far */
  connections: number;
  /** after how many bytes from the server each connection breaks; unset: never */
  cutAfter: number | undefined;
  /** is told of so many bytes more from the server */
  onBytes: (count: number) => void;
  /** breaks what is open now */
  cut(): void;
  stop(): Promise<void>;
}

/** Opens a way to a port on loopback. */
export async function startWay(to: number): Promise<Way> {
  const open = new Set<Socket>();
  const listener = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    const end = () => {
      near.destroy();
      far.destroy();
      open.delete(near);
    };
    way.connections++;
    open.add(near);
    near.on('error', end).on('close', end).pipe(far);
    let bytes = 0;
    far
      .on('error', end)
      .on('close', end)
      .on('data', (piece) => {
        bytes += piece.length;
        way.onBytes(piece.length);
        if (bytes > (way.cutAfter ?? Infinity)) end();
        else near.write(piece);
      });
  });
  await new Promise<void>((resolve) => {
    listener.listen(0, '127.0.0.1', resolve);
  });
  const way: Way = {
    port: (listener.address() as AddressInfo).port,
    connections: 0,
    cutAfter: undefined,
    onBytes: () => {},
    cut() {
      for (const socket of open) socket.destroy();
    },
    stop() {
      way.cut();
      return new Promise((resolve) => {
        listener.close(() => resolve());
      });
    },
  };
  return way;
}
