// SPDX-License-Identifier: GPL-2.0-only
#include <linux/pci.h>

static void *own_start(struct pci_dev *pdev, dma_addr_t *handle)
{
	if (pci_set_dma_mask(pdev, DMA_BIT_MASK(64)))
		return NULL;
	if (pci_set_consistent_dma_mask(pdev, DMA_BIT_MASK(64)))
		return NULL;
	return pci_alloc_consistent(pdev, 64, handle);
}
