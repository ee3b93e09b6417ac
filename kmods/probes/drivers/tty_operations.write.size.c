// SPDX-License-Identifier: GPL-2.0-only
static int own_write(struct tty_struct *tty, const unsigned char *buffer, int count)
{
	int i;

	for (i = 0; i < count; i++)
		own_put(buffer[i]);
	return count;
}

static const struct tty_operations own_ops = {
	.write = own_write,
};
