// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	task = find_task_by_pid(pid);
}
