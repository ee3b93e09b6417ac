// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	err = request_irq(4, own_irq, SA_SHIRQ, "own", own);
}
