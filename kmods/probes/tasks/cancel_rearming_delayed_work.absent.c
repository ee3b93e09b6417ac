// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	cancel_rearming_delayed_work(&work);
}
