// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	ACCESS_ONCE(own->count) = 1;
	return ACCESS_ONCE(own->count);
}
