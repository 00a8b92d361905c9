/**
 * How a serial console tells the guest's terminal driver its size: xterm's report of its text
 * area, which the driver takes out of the input (drivers/tty/size_report.h).
 */
export function sizeReport(rows: number, columns: number): string {
	return `\x1b[8;${rows};${columns}t`;
}
