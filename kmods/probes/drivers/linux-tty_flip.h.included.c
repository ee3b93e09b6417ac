// SPDX-License-Identifier: GPL-2.0-only
#include <linux/tty.h>

static void own_receive(struct tty_port *port, char c)
{
	tty_insert_flip_char(port, c, TTY_NORMAL);
	tty_flip_buffer_push(port);
}
