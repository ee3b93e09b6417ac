// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	kill_proc(pid, SIGKILL, 1);
}
