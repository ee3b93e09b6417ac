// SPDX-License-Identifier: GPL-2.0-only
static void own_set_termios(struct tty_struct *tty, struct ktermios *old_termios)
{
	if (old_termios)
		own_set(tty);
}

static const struct tty_operations own_ops = {
	.set_termios = own_set_termios,
};

static void line_set_termios(struct uart_port *port, struct ktermios *new, struct ktermios *old)
{
	uart_get_baud_rate(port, new, old, 0, 115200);
}

static const struct uart_ops line_ops = {
	.set_termios = line_set_termios,
};
