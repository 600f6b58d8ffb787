import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Resolver } from 'node:dns/promises';
import dns2 from 'dns2';

/** What the DNS holds: values by `<name> <kind>`, such as `example.org MX`; a name that is not there does not exist. */
export type Zone = Record<string, string[]>;

/** A name server on loopback, and a resolver that asks nobody else. */
export interface TestDns {
  resolver: Resolver;
  stop(): Promise<void>;
}

const { Packet } = dns2;
const KINDS = ['A', 'AAAA', 'MX', 'NS', 'PTR', 'TXT'] as const;

/** Serves a zone over UDP, and the root's name servers with it. */
export async function startDns(zone: Zone): Promise<TestDns> {
  const all: Zone = { ' NS': ['a.root-servers.example'], ...zone };
  const known = new Set(Object.keys(all).map((key) => key.split(' ')[0]));
  const server = dns2.createServer({
    udp: true,
    handle: (request, send) => {
      const response = Packet.createResponseFromRequest(request);
      const { name = '', type } = request.questions[0] ?? {};
      const kind = KINDS.find((one) => Packet.TYPE[one] === type);
      for (const value of all[`${name.toLowerCase()} ${kind}`] ?? [])
        response.answers.push({
          name,
          type: type!,
          class: Packet.CLASS.IN,
          ttl: 1,
          ...contentOf(kind!, value),
        } as never);
      if (!known.has(name.toLowerCase())) response.header.rcode = Packet.RCODE.NXDOMAIN;
      void send(response);
    },
  });
  const { udp } = await server.listen({ udp: { port: 0, address: '127.0.0.1' } });
  return { resolver: resolverAt(udp!.port), stop: () => server.close() };
}

/** A name server that never answers, as it is where there is no network. */
export async function startSilence(): Promise<TestDns> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { resolver: resolverAt(socket.address().port), stop: async () => void socket.close() };
}

function resolverAt(port: number): Resolver {
  const resolver = new Resolver({ timeout: 300, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  return resolver;
}

function contentOf(kind: (typeof KINDS)[number], value: string): object {
  const [priority, exchange = ''] = value.split(' ');
  return {
    A: { address: value },
    AAAA: { address: value },
    MX: { priority: Number(priority), exchange },
    NS: { ns: value },
    PTR: { domain: value },
    TXT: { data: value.match(/.{1,255}/gs) },
  }[kind];
}
