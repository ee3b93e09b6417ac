// SPDX-License-Identifier: GPL-2.0-only
static unsigned int own_number(void)
{
	return get_random_int() % 6;
}
