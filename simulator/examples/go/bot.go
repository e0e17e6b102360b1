// Package bot echoes text. It is the bot of the example in bot_test.go.
package bot

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"os"
)

type webhook struct {
	Events []struct {
		ReplyToken string
		Message    struct{ Type, Text string }
	}
}

func newBot() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mac := hmac.New(sha256.New, []byte(os.Getenv("LINE_CHANNEL_SECRET")))
		mac.Write(body)
		signature, _ := base64.StdEncoding.DecodeString(r.Header.Get("x-line-signature"))
		var received webhook
		if !hmac.Equal(signature, mac.Sum(nil)) || json.Unmarshal(body, &received) != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		for _, event := range received.Events {
			if event.Message.Type == "text" {
				reply(event.ReplyToken, event.Message.Text)
			}
		}
	})
}

func reply(replyToken, text string) {
	messages := []map[string]string{{"type": "text", "text": text}}
	body, _ := json.Marshal(map[string]any{"replyToken": replyToken, "messages": messages})
	url := os.Getenv("LINE_API_BASE_URL") + "/v2/bot/message/reply"
	request, _ := http.NewRequest("POST", url, bytes.NewReader(body))
	request.Header.Set("authorization", "Bearer "+os.Getenv("LINE_CHANNEL_ACCESS_TOKEN"))
	request.Header.Set("content-type", "application/json")
	if response, err := http.DefaultClient.Do(request); err == nil {
		response.Body.Close()
	}
}
