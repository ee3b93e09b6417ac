// SPDX-License-Identifier: GPL-2.0-only
#include <linux/serial_core.h>

static void own_tx_chars(struct uart_port *port)
{
	struct circ_buf *xmit = &port->state->xmit;
	int count = 8;

	if (uart_circ_empty(xmit) || uart_tx_stopped(port))
		return;
	do {
		own_send(port, xmit->buf[xmit->tail]);
		xmit->tail = (xmit->tail + 1) & (UART_XMIT_SIZE - 1);
		port->icount.tx++;
		if (uart_circ_empty(xmit))
			break;
	} while (--count > 0);
	if (uart_circ_chars_pending(xmit) < WAKEUP_CHARS)
		uart_write_wakeup(port);
}
