/* COM1, the console's serial port. */
#ifndef TTY_UART_H
#define TTY_UART_H

#define UART_HOOK 0u /* id of its interrupt's hook */

/* Offers the line MINOR_CONSOLE. */
void uart_init(void);

/* Programs the port and starts to receive. */
void uart_start(void);

void uart_interrupt(void);

#endif
