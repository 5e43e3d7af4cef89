package sheet

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// The formats that lists are written in.
const (
	CSV  = "csv"
	XLSX = "xlsx"
)

// MediaType is what a written list is sent as.
func MediaType(format string) string {
	if format == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// Write writes a list, the heading first, so that Excel with Russian settings opens
// it by a double click and [Read] reads it back. Cells are texts and never formulas:
// what strangers typed must not be carried out on an organiser's computer.
func Write(format string, rows [][]string) ([]byte, error) {
	if format == XLSX {
		return writeXLSX(rows)
	}
	var out bytes.Buffer
	out.WriteString("\ufeff") // without it Excel takes UTF-8 for windows-1251
	w := csv.NewWriter(&out)
	w.Comma, w.UseCRLF = ';', true
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = harmless(cell)
		}
		if err := w.Write(cells); err != nil {
			return nil, fmt.Errorf("writing a list: %w", err)
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// harmless puts an apostrophe before what a spreadsheet would take for a formula.
func harmless(cell string) string {
	if begin := strings.TrimLeft(cell, " \u00a0"); begin != "" && strings.ContainsAny(begin[:1], "=+-@\t\r\n") {
		return "'" + cell
	}
	return cell
}

func writeXLSX(rows [][]string) (data []byte, err error) {
	f := excelize.NewFile()
	defer func() {
		if closing := f.Close(); err == nil {
			err = closing
		}
	}()
	w, err := f.NewStreamWriter(f.GetSheetName(0))
	if err != nil {
		return nil, fmt.Errorf("writing a workbook: %w", err)
	}
	for i, row := range rows {
		cells := make([]any, len(row)) // of strings, which stay texts
		for n, cell := range row {
			cells[n] = cell
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			return nil, fmt.Errorf("writing a workbook: %w", err)
		}
	}
	if err := w.Flush(); err != nil {
		return nil, fmt.Errorf("writing a workbook: %w", err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, fmt.Errorf("writing a workbook: %w", err)
	}
	return out.Bytes(), nil
}
