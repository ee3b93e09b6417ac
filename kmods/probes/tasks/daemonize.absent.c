// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	daemonize("own%d", 1);
	allow_signal(SIGKILL);
}
