// SPDX-License-Identifier: GPL-2.0-only
static int own_write_room(struct tty_struct *tty)
{
	struct own *own = tty->driver_data;
	int room = -EINVAL;

	if (!own)
		return -ENODEV;
	down(&own->sem);
	if (!own->open)
		goto exit;
	room = 255;
exit:
	up(&own->sem);
	return room;
}

static int own_chars(struct tty_struct *tty)
{
	return 0;
}

static const struct tty_operations own_ops = {
	.write_room = own_write_room,
	.chars_in_buffer = own_chars,
};
