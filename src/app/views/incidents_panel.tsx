/*
 * The incidents as they happen, the newest on top: what failed, how, and how long
 * each phase of its repair took. One opens to the whole of what is known.
 */
import { useMemo, useState } from 'preact/hooks';
import type { DefectClass } from '../../telemetry/event_schema.ts';
import type { Incident, Incidents } from '../../telemetry/incidents.ts';
import { defectToPublishUs, phasesOf, repairUs } from '../../telemetry/phases.ts';
import { summarize } from '../../telemetry/statistics.ts';
import { formatDuration } from '../format.ts';
import type { PageStore } from '../page_store.ts';
import { maxIncidents } from '../recovery_model.ts';
import { componentShapes } from './icons.tsx';
import { IncidentDetails } from './incident_details.tsx';
import { PhaseBar } from './phase_bar.tsx';
import { classMeanings, incidentWords } from './recovery_words.ts';

export function IncidentsPanel({ store }: { store: PageStore }) {
	const incidents = useMemo(
		() => store.select(({ recovery }) => recovery.incidents),
		[store],
	).value;
	return (
		<section class="panel incidents-panel" aria-labelledby="incidents-heading">
			<div class="panel-head">
				<h2 id="incidents-heading">Incidents</h2>
				<Figures incidents={incidents} />
			</div>
			{incidents.length === 0 ? (
				<p class="empty">
					Nothing has failed. Start a download, press Kill at eth.rtl8139 while it runs,
					and watch the seam: the repair appears here phase by phase, and the download
					ends as if nothing had been.
				</p>
			) : (
				<section
					class="incidents"
					aria-label="Incidents, the newest first"
					// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
					tabIndex={0}
				>
					<ol>
						{incidents.toReversed().map((incident) => (
							<IncidentItem key={incident.number} store={store} incident={incident} />
						))}
					</ol>
					{incidents.length === maxIncidents && (
						<p class="empty">Older incidents are not kept.</p>
					)}
				</section>
			)}
		</section>
	);
}

function Figures({ incidents }: { incidents: Incidents }) {
	const times = incidents.map(defectToPublishUs).filter((time) => time !== undefined);
	const summary = summarize(times);
	if (!summary) return null;
	return (
		<p
			class="hint"
			title={`From the defect until the fresh instance was published, over ${summary.count} incidents, by nearest rank`}
		>
			until published: median {formatDuration(summary.median)} · p99{' '}
			{formatDuration(summary.p99)}
		</p>
	);
}

/** What was found out from silence or by a complaint, not told by the kernel. */
const doubtfulClasses: readonly DefectClass[] = ['heartbeat', 'complaint'];

function IncidentItem({ store, incident }: { store: PageStore; incident: Incident }) {
	const [isOpen, setOpen] = useState(false);
	const { number, label, phases } = incident;
	const words = incidentWords(incident);
	const Shape = componentShapes[words.shape];
	const doubt = doubtfulClasses.includes(incident.class) ? 'doubtful' : '';
	return (
		<li class={`incident ${words.tone}`} data-incident={number}>
			<details onToggle={(event) => setOpen(event.currentTarget.open)}>
				<summary>
					<div class="incident-head">
						<Shape />
						<span class="incident-label mono" title={label}>
							{label}
						</span>
						<span class={`class ${doubt}`} title={classMeanings[incident.class]}>
							{incident.class}
						</span>
						<span class="when" title="Guest time of the defect">
							#{number} at {formatDuration(phases.defectUs)}
						</span>
						<span class="outcome" title={words.meaning}>
							{words.text}
						</span>
						{phasesOf(incident).length > 0 && (
							<b class="total" title="From the defect to the end of the last phase">
								{formatDuration(repairUs(incident))}
							</b>
						)}
					</div>
					<PhaseBar incident={incident} />
				</summary>
				{isOpen && <IncidentDetails store={store} incident={incident} />}
			</details>
		</li>
	);
}
