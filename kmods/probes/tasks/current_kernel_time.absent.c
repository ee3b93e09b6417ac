// SPDX-License-Identifier: GPL-2.0-only
static long long own_now(struct own *own)
{
	struct timespec t = current_kernel_time();

	own->touched = current_kernel_time();
	return timespec_to_ns(&t);
}
