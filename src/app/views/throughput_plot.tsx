/*
 * The throughput curve, drawn by uPlot, with the crash windows as bands behind it. The
 * bands are elements of the page, laid out by shares of the window, so that the styles
 * colour them; the frame that uPlot leaves around its curves is fixed, so that they fit.
 */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import type { Interruption } from '../interruptions.ts';
import { dark } from '../media.ts';
import { type Curve, directions, directionWords, scaleOf, type TimeWindow } from '../throughput.ts';

interface PlotProps {
	curve: Curve;
	window: TimeWindow;
	interruptions: readonly Interruption[];
}

/** Around the curves, in CSS pixels. */
const frame = { top: 24, right: 100, bottom: 24, left: 40 } as const;
/** Where there is little room, the curves take that of their labels. */
const narrowFrame = { ...frame, right: 20 } as const;
const labelsFromPx = 560;
const labelHeightPx = 16;

interface Size {
	readonly width: number;
	readonly height: number;
}

export function ThroughputPlot({ curve, window, interruptions }: PlotProps) {
	const element = useRef<HTMLDivElement>(null);
	const size = useSize(element);
	const isWide = size.width >= labelsFromPx;
	const most = scaleOf(curve);
	useCurve(element, size, isWide, curve, window, most);
	const { top, right, bottom, left } = isWide ? frame : narrowFrame;
	const inset = `${top}px ${right}px ${bottom}px ${left}px`;
	const plotted = { width: size.width - left - right, height: size.height - top - bottom };
	return (
		<div class="throughput-plot" ref={element} aria-hidden="true">
			<span class="axis-unit">MB/s</span>
			<div class="bands" style={{ inset }}>
				<Bands interruptions={interruptions} window={window} widthPx={plotted.width} />
			</div>
			{isWide && size.height > 0 && (
				<DirectLabels curve={curve} most={most} top={top} heightPx={plotted.height} />
			)}
		</div>
	);
}

interface BandsProps {
	interruptions: readonly Interruption[];
	window: TimeWindow;
	widthPx: number;
}

/** Bands that are closer together than this share a number. */
const numberWidthPx = 24;

function Bands({ interruptions, window, widthPx }: BandsProps) {
	const share = (us: number) =>
		Math.min(1, Math.max(0, (us - window.fromUs) / (window.toUs - window.fromUs)));
	let numberedToPx = Number.NEGATIVE_INFINITY;
	return (
		<>
			{interruptions.map(({ number, fromUs, toUs }) => {
				const from = share(fromUs);
				const to = share(toUs ?? window.toUs);
				const isNumbered = from * widthPx >= numberedToPx;
				if (isNumbered) numberedToPx = from * widthPx + numberWidthPx;
				return (
					<i
						key={number}
						class={`band ${toUs === undefined ? 'broken' : 'mended'}`}
						data-incident={number}
						style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }}
					>
						{isNumbered && <b>#{number}</b>}
					</i>
				);
			})}
		</>
	);
}

interface LabelsProps {
	curve: Curve;
	most: number;
	top: number;
	heightPx: number;
}

/** As many points as make the end of a curve, so that its label does not jump with each. */
const endPoints = 10;

/** The names of the curves where they end, pushed apart where they would meet. */
function DirectLabels({ curve, most, top, heightPx }: LabelsProps) {
	const [, toGuest, fromGuest] = curve;
	const place = (rates: readonly number[]) => {
		const end = rates.slice(-endPoints);
		const mean = end.reduce((sum, rate) => sum + rate, 0) / Math.max(1, end.length);
		return top + (1 - mean / most) * heightPx;
	};
	const places = { toGuest: place(toGuest), fromGuest: place(fromGuest) };
	const [upper, lower] = directions.toSorted((a, b) => places[a] - places[b]);
	if (!upper || !lower) return null;
	const lowest = top + heightPx;
	places[lower] = Math.min(lowest, Math.max(places[lower], places[upper] + labelHeightPx));
	places[upper] = Math.min(places[upper], places[lower] - labelHeightPx);
	return (
		<>
			{directions.map((direction) => (
				<span
					key={direction}
					class={`curve-label ${direction}`}
					style={{ top: `${places[direction] - labelHeightPx / 2}px` }}
				>
					{directionWords[direction]}
				</span>
			))}
		</>
	);
}

function useSize(element: { current: HTMLElement | null }): Size {
	const [size, setSize] = useState<Size>({ width: 0, height: 0 });
	useLayoutEffect(() => {
		const observed = element.current;
		if (!observed) return undefined;
		const measure = () =>
			setSize({ width: observed.clientWidth, height: observed.clientHeight });
		const observer = new ResizeObserver(measure);
		observer.observe(observed);
		measure();
		return () => observer.disconnect();
	}, [element]);
	return size;
}

/** Keeps uPlot's drawing in the element as the arguments say. */
function useCurve(
	element: { current: HTMLElement | null },
	size: Size,
	isWide: boolean,
	curve: Curve,
	window: TimeWindow,
	most: number,
): void {
	const plot = useRef<uPlot | undefined>(undefined);
	const isSized = size.width > 0 && size.height > 0;
	const isDark = dark.value;

	// Size, data and colours are followed below: only another frame needs another plot.
	useEffect(() => {
		if (!element.current || !isSized) return undefined;
		const made = new uPlot(plotOptions(element.current, size, isWide), [[], [], []]);
		element.current.append(made.root);
		plot.current = made;
		return () => {
			made.destroy();
			plot.current = undefined;
		};
	}, [isSized, isWide]);

	useEffect(() => {
		if (isSized) plot.current?.setSize(size);
	}, [size, isSized]);

	// The colours that are read when it is drawn follow from it.
	useEffect(() => plot.current?.redraw(false), [isDark]);

	const { fromUs, toUs } = window;
	useEffect(() => {
		const drawn = plot.current;
		drawn?.batch(() => {
			drawn.setData(curve, false);
			drawn.setScale('x', { min: fromUs / usPerS, max: toUs / usPerS });
			drawn.setScale('y', { min: 0, max: most });
		});
	});
}

const usPerS = 1e6;
const bytesPerMb = 1e6;
const tickGapPx = { x: 64, y: 28 } as const;
const curveWidthPx = 1.25;

function plotOptions(element: HTMLElement, size: Size, isWide: boolean): uPlot.Options {
	// It is live: the colours are read each time that something is drawn.
	const style = getComputedStyle(element);
	const { top, right, bottom, left } = isWide ? frame : narrowFrame;
	const axis = {
		stroke: () => style.color,
		font: `${style.fontSize} ${style.fontFamily}`,
		ticks: { show: false },
		grid: { stroke: () => style.borderTopColor, width: 1 },
	};
	const line = (name: string) => ({
		stroke: () => style.getPropertyValue(name),
		width: curveWidthPx,
		points: { show: false },
	});
	return {
		...size,
		padding: [top, right, 0, 0],
		legend: { show: false },
		cursor: { show: false },
		scales: { x: { time: false, auto: false }, y: { auto: false } },
		axes: [
			{
				...axis,
				...{ size: bottom, space: tickGapPx.x, gap: 4, grid: { show: false } },
				values: (_plot, times) => times.map((time) => `${time} s`),
			},
			{
				...axis,
				...{ size: left, space: tickGapPx.y, gap: 8 },
				values: (_plot, rates) => rates.map((rate) => `${rate / bytesPerMb}`),
			},
		],
		series: [{}, line('--curve-to-guest'), line('--curve-from-guest')],
	};
}
