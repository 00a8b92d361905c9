/** Cards that lie: some of what they say to the driver has bits flipped, by a seed. */
import {
	ETHERNET_MAX,
	ETHERNET_MIN,
	frameBytes,
} from '../../../os-image/lib/libdriver/host_test/net_client.test-support.ts';
import { SeededRandom } from '../../../os-image/lib/libsys/host_test/wasm.test-support.ts';
import { DriverOnCard, Panic } from './dp8390.test-support.ts';
import { Traffic } from './traffic.test-support.ts';

const PROMISCUOUS = 4;
/** Longer than the driver waits for anything. */
const PATIENCE_US = 5_000_000;
/** What is in the ring may be lost, and the frame that tells the driver so. */
const LAST_WORDS = 4;
const LAST_LENGTH = 321;
/** Numbers that no other frame has. */
const LAST_FIRST = 0x7000_0000;

function work(driver: DriverOnCard, traffic: Traffic, random: SeededRandom, step: number): void {
	const length = () => ETHERNET_MIN + random.below(ETHERNET_MAX - ETHERNET_MIN + 1);
	driver.arrive(frameBytes(step, length()));
	if (random.below(3) === 0 && traffic.maySend) traffic.send(step, [length(), length()]);
	if (random.below(4) === 0) driver.advance(random.below(3000));
	traffic.collect();
}

/** Once the card is honest again, frames have to come and go. */
function mustWork(driver: DriverOnCard, traffic: Traffic): void {
	driver.lie = undefined;
	driver.advance(PATIENCE_US);
	traffic.collect();
	if (!traffic.maySend) throw new Error('Requests to send have not ended.');
	for (let last = 0; last < LAST_WORDS; last++) {
		driver.arrive(frameBytes(LAST_FIRST + last, LAST_LENGTH));
		traffic.send(LAST_FIRST + last, [LAST_LENGTH]);
		driver.advance(10_000);
		traffic.collect();
	}
	const wanted = frameBytes(LAST_FIRST + LAST_WORDS - 1, LAST_LENGTH);
	if (!traffic.frames.at(-1)?.equals(wanted)) throw new Error('No frame comes any more.');
	const sent = driver.cable.frames.at(-1);
	if (!sent || !wanted.equals(sent)) throw new Error('No frame is sent any more.');
}

/**
 * A driver with a card that lies for a while. It must neither hang, nor trap, nor stay lame
 * once the card is honest; it may end itself. How often it set the card up afresh.
 */
export async function tryLyingCard(seed: number): Promise<number> {
	const random = new SeededRandom(seed);
	const driver = await DriverOnCard.start({ mode: PROMISCUOUS, nsPerByte: 80 });
	const traffic = new Traffic(driver).open();
	const oneIn = random.pick([5, 50, 500, 5000]);
	const steps = 5 + random.below(20);
	driver.lie = (_offset, size, value) => {
		if (random.below(oneIn) !== 0) return value;
		return random.below(2) === 0
			? (value ^ (1 << random.below(8 * size))) >>> 0
			: random.below(2 ** (8 * size));
	};
	try {
		for (let step = 0; step < steps; step++) work(driver, traffic, random, step);
		mustWork(driver, traffic);
	} catch (error) {
		if (error instanceof Panic && error.message.startsWith('dp8390: ')) return 0;
		throw new Error(`Seed ${seed}: ${error}`, { cause: error });
	}
	return driver.counter('ringResets');
}
