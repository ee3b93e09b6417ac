// SPDX-License-Identifier: GPL-2.0-only
static void f(struct own *own)
{
	init_MUTEX(&own->lock);
}
