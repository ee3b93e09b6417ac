// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	flush_work_sync(&work);
}
