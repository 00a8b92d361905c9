/*
 * The phases of one repair as a bar drawn to its own scale, and beneath it each phase
 * with its name and time.
 */
import type { Incident } from '../../telemetry/incidents.ts';
import { firstRequestUs, type Phase, phasesOf } from '../../telemetry/phases.ts';
import { formatDuration } from '../format.ts';
import { phaseMeanings } from './recovery_words.ts';

export function PhaseBar({ incident }: { incident: Incident }) {
	const phases = phasesOf(incident);
	const requestUs = firstRequestUs(incident);
	if (phases.length === 0) return null;
	return (
		<div class="phases">
			<div class="phase-bar" aria-hidden="true">
				{phases.map(({ name, ...span }) => (
					<i key={name} class={name} style={{ flexGrow: lengthOf(span) }} />
				))}
			</div>
			<ul>
				{phases.map(({ name, ...span }) => (
					<li key={name} title={phaseMeanings[name]}>
						<i class={`swatch ${name}`} />
						{name} <b>{formatDuration(lengthOf(span))}</b>
					</li>
				))}
				{requestUs !== undefined && (
					<li title="From then until a request through the fresh instance was completed: that is up to whoever makes one">
						first request <b>{formatDuration(requestUs)}</b>
					</li>
				)}
			</ul>
		</div>
	);
}

function lengthOf({ fromUs, toUs }: Pick<Phase, 'fromUs' | 'toUs'>): number {
	return toUs - fromUs;
}
