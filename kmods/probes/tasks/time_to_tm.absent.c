// SPDX-License-Identifier: GPL-2.0-only
static void own_show(void)
{
	struct tm tm;

	time_to_tm(get_seconds(), 0, &tm);
}
