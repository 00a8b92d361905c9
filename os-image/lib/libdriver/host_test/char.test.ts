/** The character library: who waits, who is served when, and that each request is answered once. */
import { beforeEach, describe, expect, it } from 'vitest';
import { compileToWasm, SeededRandom } from '../../libsys/host_test/wasm.test-support.ts';

interface Harness {
	start(): void;
	start_bare(): void;
	set_vfs(endpoint: number): void;
	transfer(
		source: number,
		write: number,
		id: number,
		minor: number,
		length: number,
		flags: number,
	): number;
	control(source: number, id: number, minor: number, get: number, flags: number): number;
	poll_for(source: number, id: number, minor: number, events: number, watch: number): number;
	cancel(source: number, id: number, minor: number, cancelled: number): number;
	open_or_close(source: number, close: number, id: number, minor: number): number;
	feed(minor: number, bytes: number): void;
	make_room(minor: number, bytes: number): void;
	hang_up(minor: number): void;
	fail(minor: number, error: number): void;
	prepare(): void;
	set_copy_fails(fails: number): void;
	set_notices_fail(fails: number): void;
	left_to_read(minor: number): number;
	bytes_handed_over(): number;
	try_count(): number;
	reply_count(): number;
	reply_id(index: number): number;
	reply_status(index: number): number;
	notice_count(): number;
	notice_minor(index: number): number;
	notice_events(index: number): number;
}

const VFS = 0x104;
const NEXT_VFS = 0x204;
const STRANGER = 0x105;

const LOOP = 8;
const ECHO = 9;
const HUNGRY = 10;
const CIRCLE = 11;
const CLONING = 12;
const CLONE = 100;
const PICKY = 13;

const NONBLOCK = 1;
const POLLIN = 1;
const POLLOUT = 4;
const POLLHUP = 16;
const WAITING_MAX = 64;
const WATCHES_MAX = 32;
const MINORS_MAX = 256;
const TRANSFER_MAX = 65_536;
const ROUNDS = 1_000;

const EPERM = -1;
const ENOENT = -2;
const EINTR = -4;
const EIO = -5;
const ENXIO = -6;
const EAGAIN = -11;
const ENODEV = -19;
const EINVAL = -22;
const ENOTTY = -25;
const EBADGRANT = -202;
const EMOVED = -204;

const SOURCES = [
	...['char', 'char_wait', 'char_watch', 'host_test/char_harness'].map(
		(name) => `os-image/lib/libdriver/${name}.c`,
	),
	'os-image/lib/libc/string/memory.c',
];

let guest: Harness;
let ids: number;

/** Each test has the library as it is at the start. */
beforeEach(async () => {
	guest = (await compileToWasm(SOURCES)) as unknown as Harness;
	guest.set_vfs(VFS);
	guest.start();
	ids = 0;
});

function read(minor: number, length: number, flags = 0): number {
	expect(guest.transfer(VFS, 0, ++ids, minor, length, flags)).toBe(0);
	return ids;
}

function write(minor: number, length: number, flags = 0): number {
	expect(guest.transfer(VFS, 1, ++ids, minor, length, flags)).toBe(0);
	return ids;
}

function control(minor: number, what: 'drain' | 'get', flags = 0): number {
	expect(guest.control(VFS, ++ids, minor, what === 'get' ? 1 : 0, flags)).toBe(0);
	return ids;
}

function poll(minor: number, events: number, watch = true): number {
	expect(guest.poll_for(VFS, ++ids, minor, events, watch ? 1 : 0)).toBe(0);
	return statusOf(ids);
}

function cancel(minor: number, id: number): number {
	expect(guest.cancel(VFS, ++ids, minor, id)).toBe(0);
	return statusOf(ids);
}

function open(minor: number): number {
	expect(guest.open_or_close(VFS, 0, ++ids, minor)).toBe(0);
	return statusOf(ids);
}

function close(minor: number): number {
	expect(guest.open_or_close(VFS, 1, ++ids, minor)).toBe(0);
	return statusOf(ids);
}

/** The replies so far, oldest first. */
function replies(): { id: number; status: number }[] {
	return Array.from({ length: guest.reply_count() }, (_, index) => ({
		id: guest.reply_id(index),
		status: guest.reply_status(index),
	}));
}

/** Of the one reply to a request. */
function statusOf(id: number): number {
	const found = replies().filter((reply) => reply.id === id);
	expect(found).toHaveLength(1);
	return found[0]?.status ?? Number.NaN;
}

const isAnswered = (id: number) => replies().some((reply) => reply.id === id);

function notices(): [minor: number, events: number][] {
	return Array.from({ length: guest.notice_count() }, (_, index) => [
		guest.notice_minor(index),
		guest.notice_events(index),
	]);
}

describe('a read', () => {
	it('gets at once what is here, up to its length', () => {
		guest.feed(0, 10);
		expect(statusOf(read(0, 4))).toBe(4);
		expect(statusOf(read(0, 100))).toBe(6);
	});

	it('waits for its minor, and is answered once', () => {
		const waiting = read(0, 100);
		guest.feed(1, 5);
		expect(isAnswered(waiting)).toBe(false);
		guest.feed(0, 5);
		expect(statusOf(waiting)).toBe(5);
		guest.feed(0, 5);
		expect(statusOf(waiting)).toBe(5);
	});

	it('that must not wait gets EAGAIN, also when others wait', () => {
		expect(statusOf(read(0, 1, NONBLOCK))).toBe(EAGAIN);
		read(0, 1);
		expect(statusOf(read(0, 1, NONBLOCK))).toBe(EAGAIN);
	});

	it('gets in line behind those that wait', () => {
		const order = [read(0, 3), read(0, 3), read(0, 3)];
		guest.feed(0, 7);
		expect(replies()).toEqual([
			{ id: order[0], status: 3 },
			{ id: order[1], status: 3 },
			{ id: order[2], status: 1 },
		]);
	});

	it('does not overtake one that could not be served, before it waits and after', () => {
		const large = read(PICKY, 10);
		const small = read(PICKY, 2);
		guest.feed(PICKY, 4);
		const smaller = read(PICKY, 1);
		expect(replies()).toEqual([]);
		guest.feed(PICKY, 9);
		expect(replies()).toEqual([
			{ id: large, status: 10 },
			{ id: small, status: 2 },
			{ id: smaller, status: 1 },
		]);
	});

	it('that wants all waits with what it has got so far', () => {
		const hungry = read(HUNGRY, 10);
		guest.feed(HUNGRY, 4);
		expect(isAnswered(hungry)).toBe(false);
		guest.feed(HUNGRY, 10);
		expect(statusOf(hungry)).toBe(10);
		expect(guest.left_to_read(HUNGRY)).toBe(4);
	});

	it('ends with 0 at a hang-up', () => {
		const waiting = read(0, 10);
		guest.hang_up(0);
		expect(statusOf(waiting)).toBe(0);
	});

	it('of nothing gets 0, and one that is too long EINVAL', () => {
		expect(statusOf(read(0, 0))).toBe(0);
		expect(statusOf(read(0, TRANSFER_MAX + 1))).toBe(EINVAL);
	});

	it('whose grant is no good gets that error and takes nothing from the others', () => {
		const waiting = read(0, 10);
		guest.set_copy_fails(1);
		guest.feed(0, 10);
		expect(statusOf(waiting)).toBe(EBADGRANT);
		guest.set_copy_fails(0);
		expect(statusOf(read(0, 10))).toBe(10);
	});

	it(`of ${WAITING_MAX} that wait is no reason to keep one more`, () => {
		const waiting = Array.from({ length: WAITING_MAX }, () => read(0, 1));
		expect(statusOf(read(0, 1))).toBe(EAGAIN);
		guest.feed(0, WAITING_MAX);
		expect(replies().slice(1)).toEqual(waiting.map((id) => ({ id, status: 1 })));
	});
});

describe('a write', () => {
	it('waits for room and does not hold up reads', () => {
		const writing = write(0, 8);
		guest.feed(0, 3);
		expect(statusOf(read(0, 3))).toBe(3);
		expect(isAnswered(writing)).toBe(false);
		guest.make_room(0, 5);
		expect(statusOf(writing)).toBe(5);
	});

	it('may make something readable elsewhere: who waits there is served', () => {
		const waiting = read(ECHO, 100);
		guest.make_room(LOOP, 6);
		const writing = write(LOOP, 6);
		expect(statusOf(writing)).toBe(6);
		expect(statusOf(waiting)).toBe(6);
	});
});

describe('an ioctl', () => {
	it('waits for itself alone', () => {
		const drain = control(0, 'drain');
		expect(statusOf(control(0, 'get'))).toBe(0);
		expect(isAnswered(drain)).toBe(false);
		guest.make_room(0, 1);
		expect(statusOf(drain)).toBe(0);
	});

	it('that must not wait gets EAGAIN', () => {
		expect(statusOf(control(0, 'drain', NONBLOCK))).toBe(EAGAIN);
	});

	it('of those that wake one another for ever ends nevertheless', () => {
		control(CIRCLE, 'drain');
		control(CIRCLE, 'drain');
		const before = guest.try_count();
		guest.feed(CIRCLE, 1);
		expect(guest.try_count() - before).toBeLessThanOrEqual(2 * WAITING_MAX);
	});
});

describe('cancelling', () => {
	it('answers the request with EINTR and itself with 0', () => {
		const waiting = read(0, 10);
		expect(cancel(0, waiting)).toBe(0);
		expect(statusOf(waiting)).toBe(EINTR);
		guest.feed(0, 10);
		expect(guest.left_to_read(0)).toBe(10);
	});

	it('gives a read what it has got so far', () => {
		const hungry = read(HUNGRY, 10);
		guest.feed(HUNGRY, 4);
		expect(cancel(HUNGRY, hungry)).toBe(0);
		expect(statusOf(hungry)).toBe(4);
	});

	it('finds nothing that was answered, never was, or waits for another minor', () => {
		guest.feed(0, 1);
		expect(cancel(0, read(0, 1))).toBe(ENOENT);
		expect(cancel(0, 4711)).toBe(ENOENT);
		expect(cancel(1, read(0, 1))).toBe(ENOENT);
	});

	it('lets the next in line have its turn', () => {
		const hungry = read(HUNGRY, 10);
		const next = read(HUNGRY, 2);
		guest.feed(HUNGRY, 4);
		guest.feed(HUNGRY, 4);
		expect(isAnswered(next)).toBe(false);
		cancel(HUNGRY, hungry);
		expect(statusOf(hungry)).toBe(8);
		guest.feed(HUNGRY, 2);
		expect(statusOf(next)).toBe(2);
	});
});

describe('failing a minor', () => {
	it('answers all that waits for it, what was got so far included', () => {
		const hungry = read(HUNGRY, 10);
		guest.feed(HUNGRY, 4);
		const writing = write(HUNGRY, 4);
		const elsewhere = read(0, 1);
		guest.fail(HUNGRY, EIO);
		expect(statusOf(hungry)).toBe(4);
		expect(statusOf(writing)).toBe(EIO);
		expect(isAnswered(elsewhere)).toBe(false);
	});
});

describe('a successor that is to take over', () => {
	it('is left all that waits, whatever it waits for, but for what was got so far', () => {
		const given = [read(0, 1), read(0, 1), write(1, 4), control(2, 'drain')];
		const hungry = read(HUNGRY, 10);
		guest.feed(HUNGRY, 4);
		guest.prepare();
		expect(given.map(statusOf)).toEqual(given.map(() => EMOVED));
		expect(statusOf(hungry)).toBe(4);
	});

	it('that does not come leaves the watches as they were, and reads are served again', () => {
		poll(0, POLLIN);
		guest.prepare();
		const reading = read(1, 1);
		guest.feed(0, 1);
		guest.feed(1, 1);
		expect(notices()).toEqual([[0, POLLIN]]);
		expect(statusOf(reading)).toBe(1);
	});
});

describe('polling', () => {
	it('tells what holds now, and watches for nothing then', () => {
		guest.feed(0, 1);
		expect(poll(0, POLLIN | POLLOUT)).toBe(POLLIN);
		guest.make_room(0, 1);
		expect(notices()).toEqual([]);
	});

	it('watches for what does not hold yet, and tells it once', () => {
		expect(poll(0, POLLIN)).toBe(0);
		guest.make_room(0, 1);
		expect(notices()).toEqual([]);
		guest.feed(0, 1);
		guest.feed(0, 1);
		expect(notices()).toEqual([[0, POLLIN]]);
	});

	it('does not watch when it was not asked to', () => {
		expect(poll(0, POLLIN, false)).toBe(0);
		guest.feed(0, 1);
		expect(notices()).toEqual([]);
	});

	it('keeps watching for one event when the other has come', () => {
		poll(0, POLLIN);
		poll(0, POLLOUT);
		guest.make_room(0, 1);
		guest.feed(0, 1);
		expect(notices()).toEqual([
			[0, POLLOUT],
			[0, POLLIN],
		]);
	});

	it('tells of a hang-up, asked for or not', () => {
		poll(0, POLLIN);
		guest.hang_up(0);
		expect(notices()).toEqual([[0, POLLHUP]]);
	});

	it('tells nothing when a read that waits takes all', () => {
		poll(0, POLLIN);
		read(0, 10);
		guest.feed(0, 10);
		expect(notices()).toEqual([]);
	});

	it('tells later what finds no room now', () => {
		poll(0, POLLIN);
		guest.set_notices_fail(1);
		guest.feed(0, 1);
		guest.set_notices_fail(0);
		guest.feed(0, 1);
		expect(notices()).toEqual([[0, POLLIN]]);
	});

	it(`watches ${WATCHES_MAX} minors at most, until one of them has something to tell`, () => {
		for (let minor = 0; minor < WATCHES_MAX; minor++) expect(poll(minor, POLLIN)).toBe(0);
		expect(poll(WATCHES_MAX, POLLIN)).toBe(EAGAIN);
		guest.feed(5, 1);
		expect(poll(WATCHES_MAX, POLLIN)).toBe(0);
		guest.feed(WATCHES_MAX, 1);
		expect(notices()).toEqual([
			[5, POLLIN],
			[WATCHES_MAX, POLLIN],
		]);
	});
});

describe('opening and closing', () => {
	it('gives the minor to use, and refuses what the driver does not know', () => {
		expect(open(0)).toBe(0);
		expect(close(0)).toBe(0);
		expect(open(CLONING)).toBe(0);
		expect(close(CLONING)).toBe(EINVAL);
		expect(close(CLONE)).toBe(0);
		expect(open(99)).toBe(ENXIO);
	});

	it('counts: the last close ends what waits and what is watched', () => {
		open(0);
		open(0);
		const waiting = read(0, 1);
		poll(0, POLLIN);
		close(0);
		expect(isAnswered(waiting)).toBe(false);
		close(0);
		expect(statusOf(waiting)).toBe(EIO);
		guest.feed(0, 1);
		expect(notices()).toEqual([]);
	});

	it('is no way to a minor beyond the limit, and neither is any other request', () => {
		for (const minor of [MINORS_MAX, 2 ** 31, 2 ** 32 - 1]) {
			expect(open(minor)).toBe(ENXIO);
			expect(statusOf(read(minor, 1))).toBe(ENXIO);
			expect(statusOf(write(minor, 1))).toBe(ENXIO);
			expect(statusOf(control(minor, 'get'))).toBe(ENXIO);
			expect(poll(minor, POLLIN)).toBe(ENXIO);
		}
	});

	it('refuses to close what is not open', () => {
		expect(close(0)).toBe(EINVAL);
		expect(close(2 ** 31)).toBe(EINVAL);
	});
});

describe('who asks', () => {
	it('is VFS, or is refused before anything is looked at', () => {
		guest.feed(0, 1);
		expect(guest.transfer(STRANGER, 0, 1, 0, 1, 0)).toBe(EPERM);
		expect(guest.left_to_read(0)).toBe(1);
		expect(replies()).toEqual([]);
	});

	it('may be another VFS one day, which the requests of the last one do not concern', () => {
		const waiting = read(0, 1);
		poll(0, POLLIN);
		guest.set_vfs(NEXT_VFS);
		expect(guest.transfer(NEXT_VFS, 0, 77, 1, 1, 0)).toBe(0);
		guest.feed(0, 1);
		expect(isAnswered(waiting)).toBe(false);
		expect(guest.left_to_read(0)).toBe(1);
		expect(notices()).toEqual([]);
	});
});

describe('a driver without functions', () => {
	it('has nothing to read, write or control', () => {
		guest.start_bare();
		expect(statusOf(read(0, 1))).toBe(ENODEV);
		expect(statusOf(write(0, 1))).toBe(ENODEV);
		expect(statusOf(control(0, 'get'))).toBe(ENOTTY);
		expect(poll(0, POLLIN | POLLOUT)).toBe(POLLIN | POLLOUT);
	});
});

describe('in any order of events', () => {
	it(`each request is answered once and no byte is lost (${ROUNDS} steps, seed 1)`, () => {
		const random = new SeededRandom(1);
		const sent: { id: number; minor: number; isRead: boolean }[] = [];
		let fed = 0;
		for (let round = 0; round < ROUNDS; round++) {
			const minor = random.pick([0, 1, HUNGRY]);
			const length = 1 + random.below(20);
			switch (random.below(6)) {
				case 0:
				case 1:
					sent.push({ id: read(minor, length, random.below(2)), minor, isRead: true });
					break;
				case 2:
					sent.push({ id: write(minor, length, random.below(2)), minor, isRead: false });
					break;
				case 3:
					guest.feed(minor, length);
					fed += length;
					break;
				case 4:
					guest.make_room(minor, length);
					break;
				default:
					if (sent.length > 0) {
						const victim = random.pick(sent);
						cancel(victim.minor, victim.id);
					}
			}
		}
		for (const { id, minor } of sent) if (!isAnswered(id)) cancel(minor, id);
		const statuses = new Map(sent.map(({ id }) => [id, statusOf(id)]));
		const got = sent
			.filter(({ isRead }) => isRead)
			.reduce((sum, { id }) => sum + Math.max(0, statuses.get(id) ?? 0), 0);
		expect(got).toBe(guest.bytes_handed_over());
		const left = [0, 1, HUNGRY].reduce((sum, minor) => sum + guest.left_to_read(minor), 0);
		expect(got + left).toBe(fed);
	});
});
