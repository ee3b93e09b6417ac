// SPDX-License-Identifier: GPL-2.0-only
#include <linux/pci.h>

static void __iomem *f(struct pci_dev *dev)
{
	return ioremap_nocache(pci_resource_start(dev, 0), 256);
}
