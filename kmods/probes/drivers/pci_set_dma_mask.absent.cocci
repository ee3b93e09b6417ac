// SPDX-License-Identifier: GPL-2.0-only
// step: pci_set_dma_mask=absent
// since: 5.18, commit 7968778914e5
// reason: memory for devices is no matter of PCI
// include: linux/dma-mapping.h
// words: pci_set_dma_mask pci_set_consistent_dma_mask pci_alloc_consistent pci_free_consistent pci_map_single pci_unmap_single pci_map_page pci_unmap_page pci_dma_mapping_error

@@
expression device, mask;
@@
-pci_set_dma_mask(device, mask)
+dma_set_mask(&device->dev, mask)

@@
expression device, mask;
@@
-pci_set_consistent_dma_mask(device, mask)
+dma_set_coherent_mask(&device->dev, mask)

@@
expression device, size, handle;
@@
-pci_alloc_consistent(device, size, handle)
+dma_alloc_coherent(&device->dev, size, handle, GFP_ATOMIC)

@@
expression device, size, handle, address;
@@
-pci_free_consistent(device, size, address, handle)
+dma_free_coherent(&device->dev, size, address, handle)

@@
expression device, size, address;
@@
-pci_map_single(device, address, size, PCI_DMA_TODEVICE)
+dma_map_single(&device->dev, address, size, DMA_TO_DEVICE)

@@
expression device, size, address;
@@
-pci_map_single(device, address, size, PCI_DMA_FROMDEVICE)
+dma_map_single(&device->dev, address, size, DMA_FROM_DEVICE)

@@
expression device, size, handle;
@@
-pci_unmap_single(device, handle, size, PCI_DMA_TODEVICE)
+dma_unmap_single(&device->dev, handle, size, DMA_TO_DEVICE)

@@
expression device, size, handle;
@@
-pci_unmap_single(device, handle, size, PCI_DMA_FROMDEVICE)
+dma_unmap_single(&device->dev, handle, size, DMA_FROM_DEVICE)

@@
expression device, handle;
@@
-pci_dma_mapping_error(device, handle)
+dma_mapping_error(&device->dev, handle)

@@
expression device, size, address, offset;
@@
-pci_map_page(device, address, offset, size, PCI_DMA_TODEVICE)
+dma_map_page(&device->dev, address, offset, size, DMA_TO_DEVICE)

@@
expression device, size, handle;
@@
-pci_unmap_page(device, handle, size, PCI_DMA_TODEVICE)
+dma_unmap_page(&device->dev, handle, size, DMA_TO_DEVICE)
