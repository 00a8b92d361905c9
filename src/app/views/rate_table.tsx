/*
 * What the curve shows as a table, a row a second, the newest on top; and as a file.
 */
import { formatRate } from '../format.ts';
import type { Interruption } from '../interruptions.ts';
import type { Bins } from '../network_model.ts';
import { rateRows, toCsv } from '../network_table.ts';
import type { TimeWindow } from '../throughput.ts';

interface TableProps {
	bins: Bins;
	window: TimeWindow;
	interruptions: readonly Interruption[];
}

export function RateTable({ bins, window, interruptions }: TableProps) {
	const rows = rateRows(bins, window, interruptions);
	return (
		<section
			class="rates"
			aria-label="Throughput by second of guest time, the newest first"
			// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
			tabIndex={0}
		>
			<table>
				<thead>
					<tr>
						<th scope="col" class="number">
							Guest time
						</th>
						<th scope="col" class="number">
							To the guest
						</th>
						<th scope="col" class="number">
							From the guest
						</th>
						<th scope="col">Incidents</th>
					</tr>
				</thead>
				<tbody>
					{rows.toReversed().map(({ atS, toGuest, fromGuest, incidents }) => (
						<tr key={atS}>
							<td class="number">{atS} s</td>
							<td class="number">{formatRate(toGuest)}</td>
							<td class="number">{formatRate(fromGuest)}</td>
							<td>{incidents.map((number) => `#${number}`).join(' ')}</td>
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
}

/** Hands the rows to the browser as a file to keep. */
export function saveCsv(
	nic: string,
	bins: Bins,
	window: TimeWindow,
	interruptions: readonly Interruption[],
): void {
	const csv = toCsv(rateRows(bins, window, interruptions));
	const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
	const link = document.createElement('a');
	link.href = url;
	link.download = `throughput-${nic}.csv`;
	link.click();
	URL.revokeObjectURL(url);
}
