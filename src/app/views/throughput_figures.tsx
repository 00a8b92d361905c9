/*
 * The curve's figures as text: for each direction the rate now and that of the last
 * transfer, and how often and how long its driver was away.
 */

import { summarize } from '../../telemetry/statistics.ts';
import { formatBytes, formatDuration, formatRate } from '../format.ts';
import type { Interruption } from '../interruptions.ts';
import type { Bins } from '../network_model.ts';
import { directions, directionWords, ratesOf } from '../throughput.ts';
import { componentShapes } from './icons.tsx';

interface FiguresProps {
	bins: Bins;
	interruptions: readonly Interruption[];
}

export function ThroughputFigures({ bins, interruptions }: FiguresProps) {
	return (
		<dl class="throughput-figures">
			{directions.map((direction) => {
				const { now, average, bytes } = ratesOf(bins, direction);
				return (
					<div key={direction}>
						<dt>
							<i class={`line-sample ${direction}`} />
							{directionWords[direction]}
						</dt>
						<dd>
							<b title="Over the last second of guest time">{formatRate(now)}</b>
							<span title="Of the last transfer, from its first byte to its last; a silence of more than 2 s ends it">
								{bytes === 0
									? 'no transfer yet'
									: `average ${formatRate(average)} · ${formatBytes(bytes)}`}
							</span>
						</dd>
					</div>
				);
			})}
			<div class="interruptions" data-testid="interruptions">
				<dt>
					<componentShapes.seam />
					driver failed
				</dt>
				<dd>
					<b title="Defects in the span shown">{interruptions.length}</b>
					<span title="From the defect to the first frame through the fresh instance, over the span shown">
						{away(interruptions)}
					</span>
				</dd>
			</div>
		</dl>
	);
}

function away(interruptions: readonly Interruption[]): string {
	const times = interruptions.flatMap(({ fromUs, toUs }) =>
		toUs === undefined ? [] : [toUs - fromUs],
	);
	const summary = summarize(times);
	if (times.length < interruptions.length) return 'away now';
	return summary ? `median ${formatDuration(summary.median)} away` : 'in the span shown';
}
