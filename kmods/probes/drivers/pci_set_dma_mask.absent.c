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

static int own_map(struct pci_dev *pdev, void *data, struct page *page, struct own_list *list, int direction)
{
	dma_addr_t handle;

	handle = pci_map_single(pdev, data, 64, PCI_DMA_TODEVICE);
	if (pci_dma_mapping_error(pdev, handle))
		return -EIO;
	pci_dma_sync_single_for_cpu(pdev, handle, 64, PCI_DMA_BIDIRECTIONAL);
	pci_dma_sync_single_for_device(pdev, handle, 64, direction);
	pci_unmap_single(pdev, handle, 64, PCI_DMA_TODEVICE);
	handle = pci_map_page(pdev, page, 0, 64, PCI_DMA_FROMDEVICE);
	pci_unmap_page(pdev, handle, 64, PCI_DMA_FROMDEVICE);
	list->count = pci_map_sg(pdev, list->sg, list->count, list->direction);
	pci_unmap_sg(pdev, list->sg, list->count, list->direction);
	pci_free_consistent(pdev, 64, data, handle);
	list->zeros = pci_zalloc_consistent(pdev, 64, &handle);
	return PCI_DMA_NONE;
}
