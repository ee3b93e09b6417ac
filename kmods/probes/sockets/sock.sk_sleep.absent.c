// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	wake_up_interruptible(sk->sk_sleep);
}
