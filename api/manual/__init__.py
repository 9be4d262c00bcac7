"""The documentation inside the service: the files of docs/, in an order, as HTML in the design of the pages."""
