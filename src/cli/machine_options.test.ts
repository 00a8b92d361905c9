import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UsageError } from './command.ts';
import { diskOptions } from './disk_options.ts';
import { diskFaultOptions, diskFaultReport, faultOptions, killReport } from './fault_options.ts';
import { deviceModelOption, networkOptions } from './network_options.ts';

let folder = '';

beforeAll(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'kintsugi-options-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('cards are named, and the RTL8139 is there by default', () => {
	expect(networkOptions({}).nics).toEqual(['rtl8139']);
	expect(networkOptions({ nic: 'dp8390' }).nics).toEqual(['dp8390']);
	expect(networkOptions({ nic: 'both' }).nics).toEqual(['rtl8139', 'dp8390']);
	expect(() => networkOptions({ nic: 'ne2000' })).toThrow(UsageError);
});

test('devices are ours, or those that v86 has', () => {
	expect(deviceModelOption({})).toBe('own');
	expect(deviceModelOption({ nic: 'both', 'device-model': 'v86' })).toBe('v86');
	expect(() => deviceModelOption({ 'device-model': 'mine' })).toThrow(/own or v86/);
});

test('a link has its rate and delay', () => {
	const { link } = networkOptions({ 'link-mbit': '0.5', 'link-delay-us': '20000' });
	expect(link).toEqual({ mbit: 0.5, delayUs: 20_000 });
	for (const wrong of ['0', '-1', 'fast', '1e3']) {
		expect(() => networkOptions({ 'link-mbit': wrong })).toThrow(/--link-mbit/);
	}
	expect(() => networkOptions({ 'link-delay-us': 'x' })).toThrow(/--link-delay-us/);
});

test('a disk is an image to boot from, or a synthetic second one', () => {
	expect(diskOptions({})).toEqual({ imagePath: undefined, secondDisk: undefined });
	const { imagePath, secondDisk } = diskOptions({ disk: ['synthetic:64K,seed=7', 'a.img'] });
	expect(imagePath).toBe('a.img');
	expect(secondDisk).toMatchObject({ fileBytes: 65536, seed: 7 });
	for (const wrong of ['synthetic:', 'synthetic:1T', 'synthetic:2G', 'synthetic:1G,seed=x']) {
		expect(() => diskOptions({ disk: [wrong] })).toThrow(UsageError);
	}
	expect(() => diskOptions({ disk: ['a.img', 'b.img'] })).toThrow(/a\.img and b\.img/);
});

test('kills have a label and an interval', async () => {
	const { kills } = await faultOptions({ kill: ['eth.rtl8139@1', 'tty@0.25'] }, []);
	expect(kills).toEqual([
		{ label: 'eth.rtl8139', everyS: 1 },
		{ label: 'tty', everyS: 0.25 },
	]);
	for (const wrong of ['tty', '@1', 'tty@', 'tty@0', 'tty@x', 'a-label-that-is-too-long@1']) {
		await expect(faultOptions({ kill: [wrong] }, [])).rejects.toThrow(UsageError);
	}
});

test('a policy is for those that are killed, or for the network drivers', async () => {
	const file = path.join(folder, 'patient');
	await writeFile(file, '#!/bin/sh\n');
	const kill = ['tty@1', 'random@2', 'tty@3'];
	expect((await faultOptions({ policy: file, kill }, ['eth.dp8390'])).policy).toEqual({
		name: 'patient',
		bytes: Buffer.from('#!/bin/sh\n'),
		labels: ['tty', 'random'],
	});
	expect((await faultOptions({ policy: file }, ['eth.dp8390'])).policy?.labels).toEqual([
		'eth.dp8390',
	]);
	const missing = path.join(folder, 'missing');
	await expect(faultOptions({ policy: missing }, [])).rejects.toThrow('cannot be read');
	await expect(faultOptions({ policy: 'a b' }, [])).rejects.toThrow(UsageError);
});

test('faults of the disk are parsed, and wrong ones are told with what was given', () => {
	expect(diskFaultOptions({})).toEqual([]);
	const given = ['bad:lba=9', 'wrong:rate=0.5'];
	expect(diskFaultOptions({ 'disk-fault': given }).map(({ kind }) => kind)).toEqual([
		'bad',
		'wrong',
	]);
	expect(() => diskFaultOptions({ 'disk-fault': ['bad:sector=9'] })).toThrow(
		'--disk-fault is "bad:sector=9": "sector" is no key of bad',
	);
});

test('the end tells how often the disk failed', () => {
	expect(diskFaultReport([], [])).toBe(undefined);
	expect(diskFaultReport(['bad:lba=9', 'wrong'], [0, 1])).toBe(
		'the disk failed: bad:lba=9 0 times; wrong once.',
	);
});

test('the end tells how often something was killed', () => {
	expect(killReport([])).toBe(undefined);
	expect(
		killReport([
			{ label: 'eth.rtl8139', everyS: 1, killed: 12, failed: 0 },
			{ label: 'tty', everyS: 2, killed: 1, failed: 3 },
		]),
	).toBe(
		'killed eth.rtl8139 12 times, every 1 s; killed tty once, every 2 s, and found it down ' +
			'3 times.',
	);
});
