// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	err = request_irq(4, own_irq, IRQF_DISABLED, "own", own);
	err = request_irq(5, own_irq, IRQF_DISABLED | IRQF_SHARED, "own", own);
}
