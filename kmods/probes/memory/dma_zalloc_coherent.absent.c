// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	p = dma_zalloc_coherent(dev, size, &handle, GFP_KERNEL);
}
