import { expect, test } from 'vitest';
import type { CampaignHead, FaultRecord } from '../fault.ts';
import { campaignDrivers } from './drivers.ts';
import { fakeHead, fakeSeries } from './fake_series.test-support.ts';
import { planOf, plansOf } from './plan.ts';
import { summaryText } from './summary.ts';
import { summaryJson } from './summary_json.ts';
import { Tally } from './tally.ts';

const EXPECTED = `\
Faults in dp8390
seed 1, sequential, heartbeat 250 ms, policy restart
memory 32, device-model own, build 8fa01954cedc
Shard 1 of 2.

─────────────────────────────────────────────────────────────
                 count   share  95 % interval  slides   share
─────────────────────────────────────────────────────────────
faults           6,300                         12,500
activated        2,156  34.2 %  33.1 – 35.4 %
crashes            170   2.7 %    2.3 – 3.1 %     347   2.8 %
  panic             84  49.4 %  42.0 – 56.9 %     226  65.1 %
  exit               3   1.8 %   0.60 – 5.1 %
  exception         76  44.7 %  37.4 – 52.2 %     109  31.4 %
  heartbeat          3   1.8 %   0.60 – 5.1 %      12   3.5 %
  complaint          4   2.4 %   0.92 – 5.9 %
  recovered        170   100 %   97.8 – 100 %     347   100 %
silent-benign    6,116  97.1 %  96.6 – 97.5 %
silent-degraded     14  0.22 %  0.13 – 0.37 %
corrupted            0     0 %    0 – 0.061 %
os-crash             0     0 %    0 – 0.061 %
hang                 0     0 %    0 – 0.061 %
host-exception       0     0 %    0 – 0.061 %
─────────────────────────────────────────────────────────────
Shares of crashes are indented, all others are of faults. Slides: DP8390 in Bochs.

───────────────────────────────────────────────────────────────────────────
By type of fault  source  destination  pointer  interface  loop  text   nop
───────────────────────────────────────────────────────────────────────────
faults               977          918      873        893   871   900   868
activated            330          301      302        337   310   292   284
crashes               23           21       23         33    19    31    20
  panic               10            8       14         15    10    18     9
  exit                 ·            1        1          ·     ·     ·     1
  exception           11           10        8         16     9    12    10
  heartbeat            1            1        ·          1     ·     ·     ·
  complaint            1            1        ·          1     ·     1     ·
  recovered           23           21       23         33    19    31    20
silent-benign        953          897      847        856   849   867   847
silent-degraded        1            ·        3          4     3     2     1
corrupted              ·            ·        ·          ·     ·     ·     ·
os-crash               ·            ·        ·          ·     ·     ·     ·
hang                   ·            ·        ·          ·     ·     ·     ·
host-exception         ·            ·        ·          ·     ·     ·     ·
───────────────────────────────────────────────────────────────────────────
activated %         33.8         32.8     34.6       37.7  35.6  32.4  32.7
crashes %            2.4          2.3      2.6        3.7   2.2   3.4   2.3
recovered %          100          100      100        100   100   100   100
───────────────────────────────────────────────────────────────────────────

Recovery (defect to first completed I/O, guest time): 9.9 ms on average, 12.0 ms at most.
Faults that something else than the driver noticed: 25.
`;

function tallyOf(head: CampaignHead): Tally {
	const tally = new Tally();
	for (const plan of plansOf(head)) for (const record of fakeSeries(plan)) tally.add(record);
	return tally;
}

test('the tables stand beside the slides’', () => {
	const head = fakeHead({ faults: 12_500, shard: { number: 1, of: 2 } });
	expect(summaryText(head, tallyOf(head))).toBe(EXPECTED);
});

test('each driver has a column of its own where there are several', () => {
	const head = fakeHead({ drivers: ['eth.dp8390', 'chr.tty'], faults: 200 });
	const text = summaryText(head, tallyOf(head));
	expect(text).toMatch(/^By driver +dp8390 +tty$/m);
	expect(text).toMatch(/^faults +200 +200$/m);
	expect(text).toMatch(/^Crashes % +dp8390 +tty$/m);
	expect(text).toMatch(/^pointer +12\.0 +8\.3$/m);
	expect(text).toMatch(/^nop +0 +7\.7$/m);
});

test('a million faults in all drivers fit into 100 columns', () => {
	const head = fakeHead({ drivers: [...campaignDrivers], faults: 125_000 });
	const tally = new Tally();
	const [record] = fakeSeries(planOf(head, 0)) as [FaultRecord];
	for (let index = 0; index < 1_000_000; index++) {
		const driver = head.drivers[index % head.drivers.length] ?? '';
		const type = head.types[index % head.types.length] ?? 'nop';
		tally.add({ ...record, driver, type, outcome: 'silent-benign' });
	}
	const tables = summaryText(head, tally)
		.split('\n')
		.filter((line) => line.includes('  '));
	expect(tables.length).toBeGreaterThan(40);
	for (const line of tables) expect(line.length).toBeLessThanOrEqual(100);
	expect(tables.join('\n')).toContain('1,000,000');
});

test('what is missing, and what has to be looked into, is said', () => {
	const head = fakeHead();
	const tally = new Tally();
	const [record] = fakeSeries(planOf(head, 0)) as [FaultRecord];
	tally.add({
		...record,
		outcome: 'os-crash',
		detail: 'kernel panic: page fault',
		recovered: false,
	});
	const text = summaryText(head, tally);
	expect(text).toContain('Incomplete: 1 of 250 faults.');
	expect(text).toContain('Not recovered, data corrupted, or the system down (1):\n');
	expect(text).toContain('  0.0       eth.dp8390    os-crash        kernel panic: page fault\n');
});

test('what a guest says in a detail is printed in one line, and not obeyed', () => {
	const head = fakeHead();
	const tally = new Tally();
	const [record] = fakeSeries(planOf(head, 0)) as [FaultRecord];
	const detail = `\x1b[2Jtwo\nlines${' and more'.repeat(20)}`;
	tally.add({ ...record, outcome: 'hang', detail });
	const last = summaryText(head, tally).trimEnd().split('\n').at(-1) ?? '';
	expect(last).toMatch(/^ {2}0\.0 .* hang +\[2Jtwo lines and more.*…$/);
	expect(last.length).toBeLessThanOrEqual(100);
});

test('programs get counts with shares and intervals', () => {
	const head = fakeHead({ faults: 200 });
	const json = summaryJson(head, tallyOf(head));
	expect(json.complete).toBe(true);
	expect(json.total.faults).toEqual({ count: 200 });
	expect(json.total['os-crash']).toEqual({
		count: 0,
		share: 0,
		interval: { lower: 0, upper: expect.closeTo(0.01885, 5) },
	});
	expect(Object.keys(json.types)).toEqual(head.types);
	expect(json.drivers['eth.dp8390']).toEqual({ total: json.total, types: json.types });
	const byType = Object.values(json.types).map(({ faults }) => faults?.count ?? 0);
	expect(byType.reduce((sum, count) => sum + count)).toBe(200);
});
