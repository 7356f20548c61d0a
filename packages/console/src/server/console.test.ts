import { request } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningConsole, startConsole } from './console.ts';

let running: RunningConsole;
let port: number;
let cookie: string;

beforeAll(async () => {
  running = await startConsole();
  port = Number(new URL(running.address).port);
  const { headers } = await ask('GET', `/?${new URL(running.entrance).searchParams}`);
  cookie = String(headers['set-cookie']).split(';')[0] ?? '';
});

afterAll(() => running?.close());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Asks at 127.0.0.1, with the console's own host name unless the headers say otherwise. */
function ask(method: string, path: string, headers: Record<string, string> = {}, at = port): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const asked = { host: new URL(running.address).host, ...headers };
  const outgoing = request(
    { host: '127.0.0.1', port: at, method, path, headers: asked, agent: false },
    (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    },
  );
  outgoing.on('error', reject).end();
  return promise;
}

const own = () => ({ cookie, origin: running.address, 'content-type': 'application/json' });

describe('a browser with the token in the address', () => {
  it('gets a cookie that scripts cannot read, and the address without the token', async () => {
    const { status, headers } = await ask('GET', `/requests/1?a=b&${new URL(running.entrance).searchParams}`);
    expect([status, headers.location]).toEqual([302, `${running.address}/requests/1?a=b`]);
    expect(headers['set-cookie']).toEqual([expect.stringMatching(/; Path=\/; HttpOnly; SameSite=Lax$/)]);
  });

  /** The cookie of the page that was refused, as a browser sends it back. */
  const wanted = async (path: string, accept = 'text/html,*/*;q=0.8') => {
    const { status, headers } = await ask('GET', path, { accept });
    expect(status).toBe(401);
    return String(headers['set-cookie'] ?? '').split(';')[0] ?? '';
  };
  const enter = (path: string, kept: string) => ask('GET', path, { cookie: kept });

  it('comes to the page that it was refused before, once', async () => {
    const token = new URL(running.entrance).searchParams;
    const path = '/requests/963da0a2?with=a%3Bb&status=5xx';
    const kept = await wanted(path);
    const { status, headers } = await enter(`/?${token}`, `a=b; ${kept}`);
    expect([status, headers.location]).toEqual([302, `${running.address}${path}`]);
    expect(headers['set-cookie']?.[1]).toMatch(/-wanted=; Path=\/; Max-Age=0;/);
    // A link that names a page leads to that page.
    expect((await enter(`/explain?${token}`, kept)).headers.location).toBe(`${running.address}/explain`);
  });

  it('keeps no token that was not right, and no page where none was asked for', async () => {
    expect(decodeURIComponent(await wanted(`/learn?token=${'e'.repeat(48)}`))).toMatch(/-wanted=\/learn$/);
    for (const path of [
      '/',
      `/?token=${'e'.repeat(48)}`,
      '/api/status',
      '/assets/main.js',
      `/${'a'.repeat(1_001)}`,
    ])
      expect(await wanted(path)).toBe('');
    expect(await wanted('/favicon.ico', 'image/avif,image/webp,*/*;q=0.8')).toBe('');
  });

  it.each([
    '//elsewhere.example/',
    '/\\elsewhere.example/',
    'http://elsewhere.example/',
    '.elsewhere.example/',
    '@elsewhere.example/',
    '/a\r\nset-cookie: b',
    '',
  ])('is not led elsewhere by a cookie that another page has set: %j', async (path) => {
    const { searchParams } = new URL(running.entrance);
    const kept = `lab-console-${port}-wanted=${encodeURIComponent(path)}`;
    expect((await enter(`/?${searchParams}`, kept)).headers.location).toBe(`${running.address}/`);
  });

  it('gets the page, which names its scripts, and these are there', async () => {
    const page = await ask('GET', '/', { cookie });
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    // Something is painted before the scripts have come.
    expect(page.body).toContain('<p class="name">Console</p>');
    const [, script = ''] = /<script type="module" src="([^"]+)"/.exec(page.body) ?? [];
    const found = await ask('GET', script, { cookie });
    expect([found.status, found.headers['content-type']]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect(found.headers['cache-control']).toContain('immutable');
  });

  it('gets the page at every path that is no file and no answer', async () => {
    expect((await ask('GET', '/configuration/findings', { cookie })).status).toBe(200);
    expect((await ask('GET', '/assets/nosuch.js', { cookie })).status).toBe(404);
    expect((await ask('GET', '/api/nosuch', { cookie })).status).toBe(404);
  });

  it('is told that the lab is starting until there is a mesh to show', async () => {
    const { status, body } = await ask('GET', '/api/status', { cookie });
    expect([status, JSON.parse(body).code]).toEqual([503, 'LAB_NOT_UP']);
  });
});

describe('refused is', () => {
  const wrong = 'f'.repeat(48);
  it.each([
    ['another host name', () => ({ cookie, host: `rebound.example:${port}` }), 403],
    ['the address as its name', () => ({ cookie, host: `127.0.0.1:${port}` }), 403],
    ['another name of loopback', () => ({ cookie, host: `localhost:${port}` }), 403],
    ['the name without the port', () => ({ cookie, host: 'console.localhost' }), 403],
    ['a page from elsewhere', () => ({ cookie, origin: 'http://frontend.localhost:8080' }), 403],
    ['the console of another lab', () => ({ cookie, origin: 'http://console.localhost:1' }), 403],
    ['a page without an origin', () => ({ cookie, origin: 'null' }), 403],
    ['a part of a page from elsewhere', () => ({ cookie, 'sec-fetch-site': 'cross-site' }), 403],
    ['no cookie', () => ({}), 401],
    ['a wrong cookie', () => ({ cookie: `lab-console-${port}=${wrong}` }), 401],
    ['a short cookie', () => ({ cookie: `lab-console-${port}=` }), 401],
    ['the cookie of another port', () => ({ cookie: cookie.replace(`${port}`, '1') }), 401],
  ])('%s', async (_, headers, status) => {
    for (const path of ['/api/status', '/api/events'])
      expect((await ask('GET', path, headers())).status).toBe(status);
  });

  it.each([
    ['/', 401],
    ['/assets/main.js', 401],
    [`/?token=${wrong}`, 401],
    [`/api/status?token=${wrong}`, 401],
    ['//elsewhere.example/', 400],
  ])('without a cookie %s', async (path, status) => {
    expect((await ask('GET', path)).status).toBe(status);
  });

  it('the right token anywhere but at a page', async () => {
    const token = new URL(running.entrance).searchParams;
    expect((await ask('GET', `/api/status?${token}`)).status).toBe(401);
    expect((await ask('POST', `/?${token}`, { origin: running.address })).status).toBe(401);
  });

  it.each([
    ['without an origin', 'origin', undefined, 403],
    ['of another type', 'content-type', 'text/plain', 415],
    ['from elsewhere', 'origin', 'http://elsewhere.example', 403],
  ])('a POST %s', async (_, name, value, status) => {
    const { [name]: _left, ...headers } = own() as Record<string, string>;
    const given = value === undefined ? headers : { ...headers, [name]: value };
    expect((await ask('POST', '/api/restart', given)).status).toBe(status);
  });

  it.each(['PUT', 'DELETE', 'OPTIONS', 'HEAD'])('%s', async (method) => {
    expect((await ask(method, '/api/status', own())).status).toBe(405);
  });
});

it('no answer may be framed, loaded elsewhere or run foreign code', async () => {
  for (const path of ['/', '/api/status', '/nosuch', '/assets/nosuch.js']) {
    for (const headers of [{}, { cookie }]) {
      const answer = await ask('GET', path, headers as Record<string, string>);
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
      expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin');
    }
  }
});

it('no answer but the cookie has the token in it', async () => {
  const token = new URL(running.entrance).searchParams.get('token') ?? '';
  for (const path of ['/', '/api/status', '/api/nosuch']) {
    expect((await ask('GET', path, { cookie })).body).not.toContain(token);
  }
});

it('answers through a forwarded port, by its own name alone', async () => {
  const forwarded = createServer((socket) => {
    const onward = connect(port, '127.0.0.1');
    socket.on('error', () => onward.destroy()).pipe(onward);
    onward.on('error', () => socket.destroy()).pipe(socket);
  });
  await new Promise<void>((resolve) => forwarded.listen(0, '127.0.0.1', resolve));
  try {
    const at = (forwarded.address() as AddressInfo).port;
    expect((await ask('GET', '/', { cookie }, at)).status).toBe(200);
    expect((await ask('GET', '/', { cookie, host: `console.localhost:${at}` }, at)).status).toBe(403);
    expect((await ask('GET', '/', { cookie, host: `localhost:${port}` }, at)).status).toBe(403);
  } finally {
    forwarded.close();
  }
});

it('takes another port where the usual one is taken, and none that is to be avoided', async () => {
  const other = await startConsole({ avoid: 8090 });
  const another = await startConsole();
  try {
    const ports = [running, other, another].map(({ address }) => new URL(address).port);
    expect(new Set(ports).size).toBe(3);
    expect(new URL(other.address).port).not.toBe('8090');
  } finally {
    await Promise.all([other.close(), another.close()]);
  }
});
