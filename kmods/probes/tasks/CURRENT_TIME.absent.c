// SPDX-License-Identifier: GPL-2.0-only
static long long own_now(struct own *own)
{
	struct timespec t = CURRENT_TIME;

	own->touched = CURRENT_TIME;
	return timespec_to_ns(&t);
}
