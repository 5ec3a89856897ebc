//go:build torture

package torture

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// dump writes down every value of every table of a database, in an order that does
// not depend on where it lies in the file. It looks at it without the program.
func dump(path string) ([]string, error) {
	return dumpOf("file:" + path + "?mode=rw&_busy_timeout=20000")
}

// dumpStill dumps a file without its log, and without touching either.
func dumpStill(path string) ([]string, error) { return dumpOf("file:" + path + "?immutable=1") }

func dumpOf(url string) (lines []string, err error) {
	db, err := sql.Open("sqlite3", url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	tables, err := column(db, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
	if err != nil {
		return nil, err
	}
	made, err := column(db, `SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1`)
	if err != nil {
		return nil, err
	}
	lines = made
	for _, table := range tables {
		rows, err := dumpTable(db, table)
		if err != nil {
			return nil, err
		}
		lines = append(lines, rows...)
	}
	return lines, nil
}

func column(db *sql.DB, query string) ([]string, error) {
	rows, err := db.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

func dumpTable(db *sql.DB, table string) ([]string, error) {
	rows, err := db.Query(fmt.Sprintf(`SELECT * FROM "%s" NOT INDEXED`, table))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var lines []string
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		lines = append(lines, line(table, columns, values))
	}
	slices.Sort(lines)
	return lines, rows.Err()
}

// line writes down a row: text as it is, what is no text as hexadecimal digits.
func line(table string, columns []string, values []any) string {
	var b strings.Builder
	b.WriteString(table)
	for i, v := range values {
		if bytes, ok := v.([]byte); ok && columns[i] != "sealed" && columns[i] != "hash" {
			v = string(bytes)
		} else if ok {
			v = fmt.Sprintf("%x", bytes)
		}
		fmt.Fprintf(&b, " %s=%v", columns[i], v)
	}
	return b.String()
}

// firstColumn asks a database that nobody has open one question.
func firstColumn(url, query string) (list []string, err error) {
	db, err := sql.Open("sqlite3", url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return column(db, query)
}
