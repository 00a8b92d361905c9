import { expect, test } from 'vitest';
import { readOsFiles } from '../cli/os_files.ts';
import { assembleRom } from '../machine/testing/guest.test-support.ts';
import { createNetworkedMachine } from './networked_machine.ts';

/** Counts for ever; the cables of the cards do not depend on it. */
const bios = assembleRom('main: incl 0x100000\n jmp main');

async function machineWith(nics: readonly ('rtl8139' | 'dp8390')[]) {
	const { machine, lans } = await createNetworkedMachine({
		...(await readOsFiles()),
		...{ bios, memoryMb: 4, network: { nics } },
	});
	const areUp = () => lans.map(({ isLinkUp }) => isLinkUp);
	return { machine, lans, areUp };
}

/** Pulls the second card's cable at 10 ms and plugs it in again at 20 ms. */
async function live() {
	const all = await machineWith(['rtl8139', 'dp8390']);
	const { machine, lans, areUp } = all;
	machine.runSync({ untilUs: 10_000 });
	lans[1]?.setLink(false);
	expect(areUp()).toEqual([true, false]);
	machine.runSync({ untilUs: 20_000 });
	lans[1]?.setLink(true);
	expect(areUp()).toEqual([true, true]);
	machine.runSync({ untilUs: 30_000 });
	return all;
}

test('a cable that was pulled is in the input log, and a replay pulls it when it was pulled', async () => {
	const { machine } = await live();
	expect(machine.inputLog()).toMatchObject([
		{ kind: 'part:lan.dp8390', bytes: Uint8Array.of(0) },
		{ kind: 'part:lan.dp8390', bytes: Uint8Array.of(1) },
	]);
	const replay = await machineWith(['rtl8139', 'dp8390']);
	replay.machine.replay(machine.inputLog());
	replay.machine.runSync({ untilUs: 9_000 });
	expect(replay.areUp()).toEqual([true, true]);
	replay.machine.runSync({ untilUs: 15_000 });
	expect(replay.areUp()).toEqual([true, false]);
	replay.machine.runSync({ untilUs: 30_000 });
	expect(replay.areUp()).toEqual([true, true]);
	expect(replay.machine.inputLog()).toEqual(machine.inputLog());
	expect(await replay.machine.hashRam()).toBe(await machine.hashRam());
});

test('a snapshot knows what was done to cables before', async () => {
	const { machine, lans } = await live();
	lans[0]?.setLink(false);
	const copy = await machineWith(['rtl8139', 'dp8390']);
	copy.machine.restore(machine.snapshot());
	expect(copy.areUp()).toEqual([false, true]);
	expect(copy.machine.inputLog()).toEqual(machine.inputLog());
});

test('a machine without the card refuses the log', async () => {
	const { machine } = await live();
	const other = await machineWith(['rtl8139']);
	expect(() => other.machine.replay(machine.inputLog())).toThrow(
		/no part named "lan\.dp8390".*the same options/,
	);
});
