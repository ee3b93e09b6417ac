// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	queue = create_freezeable_workqueue("own");
}
