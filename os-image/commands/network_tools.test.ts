/**
 * The network tools in the running system, with the services of the LAN: one guest with one card
 * serves all tests. What tools say to servers that misbehave is in the *_host.test.ts.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BootedGuest } from '../../src/channel/booted_guest.test-support.ts';
import type { Lan } from '../../src/lan/lan.ts';

const BOOT_MS = 120_000;
const LIMIT_US = 60e6;

let guest: BootedGuest;
let lan: Lan;

beforeAll(async () => {
	// The servers and their clients at once want more memory than 32 MB leave.
	guest = await BootedGuest.boot({ memoryMb: 64, network: { nics: ['rtl8139'] } });
	const [only] = guest.lans;
	if (!only) throw new Error('The machine has no network card.');
	lan = only;
}, BOOT_MS);
afterAll(() => guest?.dispose());

/** What the commands print, without the last line's end, and the status of the last one. */
async function run(command: string): Promise<{ text: string; status: number }> {
	const { output, status } = await guest.shell(command);
	return { text: output.trimEnd(), status };
}
const lines = async (command: string) => (await run(command)).text.split('\n');

async function runUntil(isDone: () => boolean): Promise<void> {
	const untilUs = guest.machine.nowUs + LIMIT_US;
	const { reason } = await guest.machine.runUntil({ until: isDone, untilUs });
	expect(reason).toBe('condition');
}

describe('just after boot', () => {
	it('tools wait for the address that DHCP gives', async () => {
		expect(await run('ifconfig eth0')).toMatchObject({
			text: expect.stringContaining('no address yet: a DHCP server is asked'),
		});
		expect(await run('host host')).toEqual({ text: 'host has address 10.0.2.2', status: 0 });
	});
});

describe('ifconfig', () => {
	it('tells of an interface what network, driver and counters are', async () => {
		expect(await lines('ifconfig -w 10; ifconfig eth0')).toEqual([
			'eth0: up, running  mtu 1500',
			'      address 10.0.2.15/24  netmask 255.255.255.0  broadcast 10.0.2.255',
			expect.stringMatching(
				/^ {6}by DHCP from 10\.0\.2\.2, for \d+:\d\d:\d\d more: {2}gateway 10\.0\.2\.2 {2}name server 10\.0\.2\.3$/,
			),
			expect.stringMatching(
				/^ {6}hardware 52:54:00:[0-9a-f:]{8} {2}100 Mbit\/s {2}driver eth\.rtl8139, restarted 0 times, complained about 0 times$/,
			),
			expect.stringMatching(
				/^ {6}received +[1-9]\d* frames +[\d.]+K? bytes {2}0 bad, \d+ dropped$/,
			),
			expect.stringMatching(/^ {6}sent +[1-9]\d* frames +[\d.]+K? bytes {2}0 dropped$/),
		]);
	});

	it('changes an address, and gives it back to DHCP', async () => {
		await run('ifconfig eth0 10.0.2.77 netmask 255.255.255.0 promisc');
		expect(await lines('ifconfig eth0')).toEqual(
			expect.arrayContaining([
				'eth0: up, running, promiscuous  mtu 1500',
				'      address 10.0.2.77/24  netmask 255.255.255.0  broadcast 10.0.2.255',
			]),
		);
		expect(await run('ifconfig eth0 -promisc dhcp && ifconfig -w 5 eth0')).toEqual({
			text: '',
			status: 0,
		});
		expect(await run('ifconfig eth0')).toMatchObject({
			text: expect.stringContaining('address 10.0.2.15/24'),
		});
	});

	it.each([
		['ifconfig eth9', 1, 'there is no interface eth9'],
		['ifconfig eth9 up', 1, 'ifconfig: eth9: '],
		['ifconfig eth0 10.0.2.9 netmask 255.0.255.0', 2, "'255.0.255.0' is no mask"],
		['su guest -c "/sbin/ifconfig eth0 down"', 1, 'ifconfig: eth0: '],
	])('refuses: %s', async (command, status, words) => {
		expect(await run(command)).toEqual({ text: expect.stringContaining(words), status });
	});
});

describe('route and arp', () => {
	it('show and change the ways and who is known', async () => {
		expect(await lines('route -n')).toEqual([
			'DESTINATION GATEWAY  INTERFACE MADE BY',
			...['10.0.2.0/24 direct   eth0      system', 'default     10.0.2.2 eth0      system'],
		]);
		expect(await lines('route add -net 10.1.0.0/16 10.0.2.2 && route')).toContain(
			'10.1.0.0/16 10.0.2.2 eth0      user',
		);
		expect(await run('route del -net 10.1.0.0 netmask 255.255.0.0 && route')).toMatchObject({
			text: expect.not.stringContaining('10.1.0.0'),
		});
		expect((await run('route del -net 10.1.0.0/16')).status).toBe(1);
		const known = /^10\.0\.2\.2 +02:00:0a:00:02:02 +eth0 +\d+s known$/m;
		expect((await run('ping -q -c 1 host; arp -n')).text).toMatch(known);
		await run('arp -s 10.0.2.99 02:00:00:00:00:63');
		expect((await run('arp -n 10.0.2.99')).text).toMatch(/ 02:00:00:00:00:63 .* permanent$/);
		expect((await run('arp -d 10.0.2.99; arp -n 10.0.2.99')).status).toBe(1);
	});
});

describe('ping', () => {
	it('tells of each answer, and sums up', async () => {
		const [head, ...rest] = await lines('ping -c 2 -i 0.1 host');
		expect(head).toBe('PING host (10.0.2.2): 56 bytes of data');
		expect(rest).toEqual([
			expect.stringMatching(/^64 bytes from 10\.0\.2\.2: icmp_seq=0 time=\d+\.\d{3} ms$/),
			expect.stringMatching(/^64 bytes from 10\.0\.2\.2: icmp_seq=1 time=\d+\.\d{3} ms$/),
			...['', '--- host ping statistics ---'],
			expect.stringMatching(
				/^2 packets transmitted, 2 received, 0 lost \(0\.0%\), time \d+ ms$/,
			),
			expect.stringMatching(/^rtt min\/avg\/max\/mdev = [\d.]+\/[\d.]+\/[\d.]+\/[\d.]+ ms$/),
		]);
	});

	it('takes packets that need fragments, floods, and users who are not root', async () => {
		expect((await run('ping -q -c 2 -i 0.1 -s 4000 host')).text).toContain(' 0 lost');
		expect((await run('ping -q -f -c 200 host')).text).toContain(
			'200 packets transmitted, 200 received, 0 lost',
		);
		expect((await run('su guest -c "ping -q -c 1 host"')).status).toBe(0);
		expect((await run('su guest -c "ping -q -f host"')).status).toBe(2);
	});

	it('counts what nobody answers, with the status that tells it', async () => {
		expect(await run('ping -q -c 2 -i 0.1 -W 0.2 10.0.2.200')).toMatchObject({
			text: expect.stringMatching(/2 packets transmitted, 0 received.*, 2 lost \(100\.0%\)/),
			status: 1,
		});
		expect((await run('ping -c 1 nosuch.example')).status).toBe(2);
	});

	it('sums up when it is interrupted', async () => {
		const interrupted =
			'ping -q host > /tmp/ping & sleep 1.5; kill -INT $!; wait $!; cat /tmp/ping';
		expect((await run(interrupted)).text).toContain(
			'2 packets transmitted, 2 received, 0 lost',
		);
	});

	it('counts what is lost or late while the driver is replaced', async () => {
		const { text, status } = await run(
			'ping -q -c 100 -i 0.01 -W 0.005 host & ' +
				'for i in 1 2 3; do sleep 0.2; service kill eth.rtl8139; done; wait $!',
		);
		expect(status).toBe(0);
		const counts = /100 packets transmitted, (\d+) received.*, (\d+) lost/.exec(text);
		expect(Number(counts?.[1]) + Number(counts?.[2])).toBe(100);
		expect(Number(counts?.[1])).toBeGreaterThan(50);
		expect((await run('ifconfig eth0')).text).toContain('restarted 3 times');
	});
});

describe('host', () => {
	it('tells a name that does not exist from a server that does not answer', async () => {
		expect(await run('host nosuch.example')).toEqual({
			text: 'host: nosuch.example: there is no such name',
			status: 1,
		});
		expect(
			await run(
				'echo nameserver 10.0.2.99 > /etc/resolv.conf; host host; s=$?; rm /etc/resolv.conf; exit $s',
			),
		).toEqual({ text: 'host: host: the name server does not answer', status: 2 });
	});
});

describe('wget and upload', () => {
	it('show on a terminal how far they are', async () => {
		// The console is a terminal; the tool's output there is what the page shows.
		const mark = guest.console.length;
		await run('wget -O /dev/null http://host/random/8M < /dev/null > /dev/console 2>&1');
		const shown = guest.console.slice(mark).join('\n');
		expect(shown).toMatch(/\/dev\/null +\d+% \[[=> ]+\] +[\d.]+[KM]? +[\d.]+[KM]\/s/);
	});

	it('go on with a part, and put back what they took', async () => {
		const { text } = await run(
			'cd /tmp; wget -q http://host/random/200K; md5sum < 200K > whole; ' +
				'head -c 70000 200K > part; wget -q -c -O part http://host/random/200K; ' +
				'md5sum < part | cmp - whole && upload -q part http://host/upload; cat whole; rm part 200K',
		);
		const digest = /^md5 ([0-9a-f]{32})$/m.exec(text)?.[1];
		expect(text).toContain(`${digest}  -`);
	});
});

describe('nc and the small services', () => {
	it.each([
		['nc host daytime', /^\w+day, \w+ \d+, \d{4} /],
		['seq 20000 > /tmp/n; nc -w 5 host echo < /tmp/n | cmp - /tmp/n && echo same', /^same$/],
		['echo datagram | nc -u -w 0.3 host echo', /^datagram$/],
		['nc host chargen < /dev/null | head -n 1', /^[ -~]{72}\r?$/],
		['nc -z host 20-30', /^10\.0\.2\.2:25 is open$/],
	])('%s', async (command, expected) => {
		expect((await run(command)).text).toMatch(expected);
	});
});

describe('servers in the guest', () => {
	it('echod and httpd answer the LAN and the guest itself, and netstat shows them', async () => {
		await run('echod & httpd -s /usr/share/doc > /tmp/httpd.log & sleep 0.2');
		const ask = async (port: number, words: string) => {
			const dialed = lan.connect(port);
			await runUntil(() => dialed.state !== 'connecting');
			dialed.send(words);
			dialed.end();
			let answer = '';
			await runUntil(() => {
				answer += Buffer.from(dialed.take()).toString();
				return dialed.state === 'closed' || dialed.hasEnded;
			});
			return answer;
		};
		expect(await ask(7, 'from outside')).toBe('from outside');
		expect(await ask(80, 'GET /LICENSE HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
		expect(await ask(80, 'GET /../../../etc/shadow HTTP/1.0\r\n\r\n')).toMatch(/ 403 /);
		expect(
			await run('wget -qO- http://127.0.0.1/LICENSE | cmp - /usr/share/doc/LICENSE'),
		).toEqual({ text: '', status: 0 });
		const state = await run('wget -qO- http://localhost/server-status');
		expect(state.text).toMatch(/^Kintsugi .*[\s\S]*eth\.rtl8139[\s\S]*eth0: up/);
		expect((await run('cat /tmp/httpd.log')).text).toMatch(
			/ 10\.0\.2\.2:\d+ "GET \/LICENSE" 200 \d+$/m,
		);
		expect(await lines('netstat -nlt')).toEqual(
			expect.arrayContaining([
				expect.stringMatching(/^tcp +0 +0 \*:7 +\*:\* +listen$/),
				expect.stringMatching(/^tcp +0 +0 \*:80 +\*:\* +listen$/),
			]),
		);
		expect((await run('netstat -lt')).text).toMatch(/ \*:http +\*:\* +listen$/m);
	});

	it('netstat counts', async () => {
		expect((await run('netstat -s')).text).toMatch(/^tcp:\n(.*\n)*? +[1-9]\d* accepted$/m);
		expect((await run('netstat -i')).text).toMatch(/^eth0 +1500 +[1-9]\d* /m);
		expect((await run('netstat -r')).text).toMatch(/^default +10\.0\.2\.2 +eth0 /m);
	});
});

describe('mail', () => {
	it('of a policy script arrives in the LAN’s sink, and the queue is empty then', async () => {
		const before = lan.mailCount;
		await run(
			'service refresh -p "generic admin@host" eth.rtl8139 && service kill eth.rtl8139',
		);
		await runUntil(() => lan.mailCount > before);
		const mail = lan.mails.at(-1);
		expect(mail).toMatchObject({ from: 'root@kintsugi', to: ['admin@host'] });
		expect(mail?.text).toMatch(/^Subject: eth\.rtl8139 failed: killed$/m);
		expect(await run('sleep 1; mail -q')).toEqual({ text: '', status: 0 });
		expect((await run('dmesg')).text).toMatch(
			/maild: .* from root@kintsugi to admin@host is sent/,
		);
	});
});
