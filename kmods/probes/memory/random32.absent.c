// SPDX-License-Identifier: GPL-2.0-only
static u32 own_number(void)
{
	return random32();
}
