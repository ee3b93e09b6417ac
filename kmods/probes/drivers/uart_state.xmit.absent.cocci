// SPDX-License-Identifier: GPL-2.0-only
// step: uart_state.xmit=absent
// since: 6.10
// reason: what is to be sent waits in a kfifo of the port's
// include: linux/kfifo.h
// words: uart_state circ_buf uart_circ_empty uart_circ_chars_pending

@waits@
identifier fn, xmit;
struct uart_port *uart;
@@
 fn(...)
 {
 	<+...
-	struct circ_buf *xmit = &uart->state->xmit;
+	struct tty_port *xmit = &uart->state->port;
 	...+>
 }

@@
identifier waits.fn, waits.xmit;
@@
 fn(...)
 {
 	<...
(
-	xmit->tail = (xmit->tail + 1) & (UART_XMIT_SIZE - 1);
+	kfifo_skip(&xmit->xmit_fifo);
|
-	uart_circ_empty(xmit)
+	kfifo_is_empty(&xmit->xmit_fifo)
|
-	uart_circ_chars_pending(xmit)
+	kfifo_len(&xmit->xmit_fifo)
|
-	uart_circ_clear(xmit)
+	kfifo_reset(&xmit->xmit_fifo)
)
 	...>
 }

@peeks@
identifier waits.fn, waits.xmit;
typedef u8;
fresh identifier next = fn ## "_next";
@@
+static u8 next(struct tty_port *tty)
+{
+	u8 waiting = 0;
+
+	return kfifo_peek(&tty->xmit_fifo, &waiting) ? waiting : 0;
+}
+
 fn(...)
 {
 	<+...
-	xmit->buf[xmit->tail]
+	next(xmit)
 	...+>
 }
